import { moveOperations } from '../moves.ts';
import { ACCOUNT, accountOperations } from './account.ts';
import { CHANGE, changeOperations } from './change.ts';
import { CONTACT, contactOperations } from './contact.ts';
import { FINDING, findingOperations } from './finding.ts';
import { LISTING_PAGE, listingPageOperations } from './listing-page.ts';
import { MARK, markOperations } from './mark.ts';
import { MESSAGE, messageOperations, SENT_MESSAGE } from './message.ts';
import { RUN_LOCK, runLockOperations } from './run-lock.ts';
import { RUN, runOperations } from './run.ts';
import { SCAN, scanOperations } from './scan.ts';
import { SHARED_ADDRESS, sharedAddressOperations } from './shared-address.ts';
import { SKC, skcOperations } from './skc.ts';
import { TARGET_PAGE } from './target-page.ts';

/** Every kind of item, in the order of the docs. */
export const ENTITIES = [
  SKC,
  CHANGE,
  FINDING,
  SCAN,
  LISTING_PAGE,
  CONTACT,
  SHARED_ADDRESS,
  MARK,
  MESSAGE,
  SENT_MESSAGE,
  ACCOUNT,
  TARGET_PAGE,
  RUN,
  RUN_LOCK,
] as const;

/** Everything that a step can do with the table. */
export const OPERATIONS = {
  ...accountOperations,
  ...changeOperations,
  ...contactOperations,
  ...findingOperations,
  ...listingPageOperations,
  ...markOperations,
  ...messageOperations,
  ...moveOperations,
  ...runLockOperations,
  ...runOperations,
  ...scanOperations,
  ...sharedAddressOperations,
  ...skcOperations,
};
