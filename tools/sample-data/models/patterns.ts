/** Patterns in space, in metres, so that no solid needs texture coordinates. Each gives the share of the second colour. */
export type Pattern = 'plain' | 'wood' | 'speckle' | 'mottle' | 'marble' | 'weave' | 'fur' | 'wicker';

const common = `
  varying vec3 vPlace;
  uniform vec3 accent;
  uniform float grain;
  uniform float patternScale;
  uniform float relief;
  float hash31(vec3 p) {
    p = fract(p * vec3(0.1031, 0.1130, 0.1373));
    p += dot(p, p.yzx + 33.33);
    return fract((p.x + p.y) * p.z);
  }
  float noise3(vec3 p) {
    vec3 cell = floor(p), f = fract(p);
    f = f * f * (3.0 - 2.0 * f);
    vec2 o = vec2(0.0, 1.0);
    return mix(
      mix(mix(hash31(cell), hash31(cell + o.yxx), f.x), mix(hash31(cell + o.xyx), hash31(cell + o.yyx), f.x), f.y),
      mix(mix(hash31(cell + o.xxy), hash31(cell + o.yxy), f.x), mix(hash31(cell + o.xyy), hash31(cell + o.yyy), f.x), f.y),
      f.z);
  }
  float layers(vec3 p) {
    return 0.55 * noise3(p) + 0.28 * noise3(p * 2.1 + 7.0) + 0.17 * noise3(p * 4.3 + 19.0);
  }
  vec3 alongGrain(vec3 p) {
    return grain < 0.5 ? p : grain < 1.5 ? p.yzx : p.zxy;
  }
`;

const pattern = (body: string) => `${common}\nfloat patternAt(vec3 p) {\n${body}\n}`;

export const patterns: Readonly<Record<Pattern, string>> = {
  plain: pattern('return 0.0;'),
  wood: pattern(`
    float warp = layers(p * vec3(2.5, 16.0, 16.0));
    float rings = 0.5 + 0.5 * sin(6.2832 * (length(p.yz + vec2(0.05, 0.11)) * 46.0 + warp * 2.6));
    float fibres = layers(p * vec3(14.0, 420.0, 420.0));
    return 0.5 * rings * rings + 0.5 * fibres - 0.1;
  `),
  speckle: pattern(`
    float grains = noise3(p * 620.0);
    return smoothstep(0.83, 0.9, grains) * 0.8 + 0.12 * layers(p * 40.0);
  `),
  mottle: pattern('return layers(p * 55.0) * 0.75 + 0.25 * noise3(p * 500.0);'),
  marble: pattern(`
    float bend = layers(p * 7.0) * 3.0 + layers(p * 22.0);
    float vein = 1.0 - abs(sin(6.2832 * (p.x * 1.6 + p.z * 1.1 + bend * 0.42)));
    return pow(vein, 9.0) * 0.75 + 0.16 * layers(p * 18.0);
  `),
  weave: pattern(`
    vec3 thread = sin(p * 1250.0);
    float over = thread.x * thread.y + thread.y * thread.z + thread.z * thread.x;
    return 0.35 + 0.16 * over + 0.4 * (layers(p * 160.0) - 0.5);
  `),
  fur: pattern('return layers(p * vec3(260.0, 190.0, 260.0)) * 0.9 + 0.25 * (noise3(p * 24.0) - 0.5);'),
  wicker: pattern(`
    float angle = atan(vPlace.x, vPlace.z), row = vPlace.y / 0.013 * patternScale;
    float strand = sin(angle * 34.0 + 3.14159 * floor(row)) ;
    float cord = sin(3.14159 * fract(row));
    return 0.75 - 0.55 * cord * (0.55 + 0.45 * strand) + 0.2 * (noise3(p * 300.0) - 0.5);
  `),
};
