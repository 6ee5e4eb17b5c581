/** The table of the tests: the product's own code for an embedded DynamoDB that a test has started. */
export { connectDatabase, TABLE, type Database } from '../../cli/local/database.ts';
export { migrateTable } from '../../cli/local/migrate-table.ts';
export { openInventory } from '../../cli/local/open-inventory.ts';
