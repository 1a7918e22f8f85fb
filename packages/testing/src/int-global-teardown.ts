// Jest takes a default export only.
// oxlint-disable-next-line import/no-default-export
export default async function intGlobalTeardown(): Promise<void> {}
