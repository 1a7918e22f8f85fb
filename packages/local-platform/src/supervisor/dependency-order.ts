import type { Component } from '../component.ts';

type Node = Pick<Component, 'name' | 'dependsOn' | 'stopsBefore'>;

/**
 * Checks that the components can be started: names are unique, dependencies exist, nothing waits for itself.
 * @returns them so that each comes after what it depends on
 * @throws Error naming what is wrong
 */
export function dependencyOrder<T extends Node>(components: readonly T[]): readonly T[] {
  const byName = new Map(components.map((component) => [component.name, component]));
  if (byName.size < components.length) throw new Error('Two components have the same name');
  const ordered: T[] = [];
  const done = new Set<string>();
  const visit = (component: T, path: readonly string[]) => {
    if (path.includes(component.name)) throw new Error(`Circular dependency: ${[...path, component.name].join(' → ')}`);
    if (done.has(component.name)) return;
    for (const name of component.dependsOn) {
      const dependency = byName.get(name);
      if (dependency === undefined) throw new Error(`${component.name} depends on ${name}, which is not there`);
      visit(dependency, [...path, component.name]);
    }
    done.add(component.name);
    ordered.push(component);
  };
  for (const component of components) visit(component, []);
  return ordered;
}

/** Names of the components that have to end before this one, because they depend on it directly or say so. */
export const endingBefore = (name: string, components: readonly Node[]): readonly string[] =>
  components
    .filter(({ dependsOn, stopsBefore = [] }) => dependsOn.includes(name) || stopsBefore.includes(name))
    .map((component) => component.name);
