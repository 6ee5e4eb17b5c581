/** The table of the embedded database. */
export const TABLE = 'skc-watch';
