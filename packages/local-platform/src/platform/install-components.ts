import type { Component } from '../component.ts';
import type { ToolchainContext } from '../context.ts';

/** Brings everything the components need, side by side. @throws AggregateError with one message for each that failed */
export async function installComponents(components: readonly Component[], toolchain: ToolchainContext): Promise<void> {
  const installs = new Set(components.flatMap(({ install }) => install ?? []));
  const results = await Promise.allSettled([...installs].map((install) => install(toolchain)));
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (errors.length > 0) throw new AggregateError(errors, describe(errors));
}

const describe = (errors: readonly unknown[]) =>
  [...new Set(errors.map((error) => (error instanceof Error ? error.message : String(error))))].join('\n\n');
