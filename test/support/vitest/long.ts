/** Whether everything that can be tried is tried, however long that takes: `npm run long`. */
export const LONG = process.env['LONG'] === '1';
