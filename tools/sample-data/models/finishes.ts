import { Color, MeshPhysicalMaterial, type MeshPhysicalMaterialParameters } from 'three';
import { patterns, type Pattern } from './patterns.ts';

/** What a solid is made of. Patterns run along its longest axis (0, 1, 2 for x, y, z), as grain does in a board. */
export type Finish = (longestAxis: number) => MeshPhysicalMaterial;

interface Look extends MeshPhysicalMaterialParameters {
  readonly color: string;
  /** The second colour of the pattern. */
  readonly accent?: string;
  readonly pattern?: Pattern;
  /** Of the pattern; 1 is its natural size. */
  readonly scale?: number;
  /** Height of the pattern's relief; 0 is flat. */
  readonly relief?: number;
}

function finish({ pattern = 'plain', accent, scale = 1, relief = 0, ...look }: Look): Finish {
  const made = new Map<number, MeshPhysicalMaterial>();
  return (axis) => {
    const known = made.get(axis);
    if (known !== undefined) return known;
    const material = new MeshPhysicalMaterial(look);
    const uniforms = {
      accent: { value: new Color(accent ?? look.color) },
      grain: { value: axis },
      patternScale: { value: scale },
      relief: { value: relief },
    };
    material.onBeforeCompile = (shader) => {
      Object.assign(shader.uniforms, uniforms);
      shader.vertexShader = shader.vertexShader
        .replace('#include <common>', '#include <common>\nvarying vec3 vPlace;')
        .replace('#include <begin_vertex>', '#include <begin_vertex>\nvPlace = position;');
      shader.fragmentShader = shader.fragmentShader
        .replace('#include <common>', `#include <common>\n${patterns[pattern]}`)
        .replace('#include <color_fragment>', '#include <color_fragment>\n' + colouring)
        .replace('#include <normal_fragment_maps>', '#include <normal_fragment_maps>\n' + embossing);
    };
    material.customProgramCacheKey = () => pattern;
    made.set(axis, material);
    return material;
  };
}

const colouring = `
  float patternValue = patternAt(alongGrain(vPlace) * patternScale);
  diffuseColor.rgb = mix(diffuseColor.rgb, accent, clamp(patternValue, 0.0, 1.0));
`;

const embossing = `
  if (relief > 0.0) {
    float height = patternAt(alongGrain(vPlace) * patternScale) * relief;
    vec3 sx = dFdx(-vViewPosition), sy = dFdy(-vViewPosition);
    vec3 r1 = cross(sy, normal), r2 = cross(normal, sx);
    float det = dot(sx, r1);
    vec3 slope = sign(det) * (dFdx(height) * r1 + dFdy(height) * r2);
    normal = normalize(abs(det) * normal - slope);
  }
`;

export const wood = (color: string, accent: string): Finish =>
  finish({ color, accent, pattern: 'wood', roughness: 0.48, clearcoat: 0.18, clearcoatRoughness: 0.45 });
export const oak = wood('#cfa070', '#a06f42');
export const walnut = wood('#84543a', '#4a2b1b');
export const ash = wood('#e3c9a4', '#c4a277');
export const beech = wood('#dcb083', '#bd8857');

export const glaze = (color: string, accent = color): Finish =>
  finish({ color, accent, pattern: 'speckle', roughness: 0.28, clearcoat: 0.7, clearcoatRoughness: 0.18 });
export const stoneware = (color: string, accent: string): Finish =>
  finish({ color, accent, pattern: 'speckle', roughness: 0.75 });
export const clay = (color: string, accent: string): Finish =>
  finish({ color, accent, pattern: 'mottle', roughness: 0.9 });
export const marble = (color: string, accent: string): Finish =>
  finish({ color, accent, pattern: 'marble', roughness: 0.24, clearcoat: 0.5, clearcoatRoughness: 0.2 });
export const fabric = (color: string, accent: string): Finish =>
  finish({ color, accent, pattern: 'weave', roughness: 0.95, relief: 0.0006 });
export const plush = (color: string, accent: string): Finish =>
  finish({ color, accent, pattern: 'fur', roughness: 1, relief: 0.0022 });
export const wicker = (color: string, accent: string): Finish =>
  finish({ color, accent, pattern: 'wicker', roughness: 0.85, relief: 0.004 });
export const leaf = (color: string, accent: string): Finish =>
  finish({ color, accent, pattern: 'mottle', scale: 2.2, roughness: 0.5, clearcoat: 0.15 });
export const lacquer = (color: string): Finish =>
  finish({ color, roughness: 0.32, clearcoat: 0.45, clearcoatRoughness: 0.25 });
export const matt = (color: string): Finish => finish({ color, roughness: 0.8 });
export const rubber = (color: string): Finish => finish({ color, roughness: 0.62 });
export const metal = (color: string, roughness = 0.3): Finish => finish({ color, metalness: 1, roughness });
export const brass = metal('#c9a25a', 0.28);
export const steel = metal('#c7c9cc', 0.26);
export const glowing = (color: string, strength: number): Finish =>
  finish({ color, roughness: 0.9, emissive: color, emissiveIntensity: strength });
