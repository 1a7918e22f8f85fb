/** What was read is no longer so: the transaction is rolled back and the command reads again. */
export class StockConflict extends Error {
  override readonly name = 'StockConflict';
}
