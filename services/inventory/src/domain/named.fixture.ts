/** A branded id that reads well in a test: `named<ProductId>('apple')`. */
export const named = <Id extends string>(text: string): Id => text as Id;
