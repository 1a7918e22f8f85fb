export default async function intGlobalSetup(): Promise<void> {}
