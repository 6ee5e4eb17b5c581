import type { Cloud } from '../../shared/model/account.ts';
import { isNewPermission } from '../../shared/sources/earlier-permissions.ts';
import { MEMBER_PLAN_PERMISSIONS } from '../../shared/readers/aws/organisation.ts';
import { awsReadActions } from '../../shared/readers/aws/permissions.ts';
import { azureReaderRole, graphPermissions } from '../../shared/readers/azure/permissions.ts';
import { gcpReadPermissions } from '../../shared/readers/gcp/permissions.ts';

/** The permissions of a cloud's reading role that are new in this release. */
export function newPermissions(cloud: Cloud): string[] {
  return ROLES[cloud]().filter((action) => isNewPermission(cloud, action));
}

const ROLES: Readonly<Record<Cloud, () => string[]>> = {
  aws: () => [...new Set([...awsReadActions(), ...MEMBER_PLAN_PERMISSIONS])].toSorted(),
  azure: () => {
    const { actions, dataActions } = azureReaderRole();
    return [...new Set([...actions, ...dataActions, ...graphPermissions()])].toSorted();
  },
  gcp: () => gcpReadPermissions({ assetInventory: true }),
};
