// Adds up the tiers' test counts and prints the last line of a CI run.
import { existsSync, readFileSync } from 'node:fs';

const [directory, broken, ...tiers] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const tier of tiers) {
  const file = `${directory}/${tier}.json`;
  // A tier without results did not finish, which counts as a failure.
  if (!existsSync(file)) {
    console.log(`${tier}: no results`);
    failed += 1;
    continue;
  }
  const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests } = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  console.log(`${tier}: ${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
  passed += numPassedTests;
  failed += numFailedTests;
  if (numFailedTests === 0 && numFailedTestSuites > 0) failed += numFailedTestSuites;
}
if (failed === 0 && broken !== '0') failed = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
