// Placeholder until the e2e set-up exists: the configuration names this file.
export default async function end(): Promise<void> {}
