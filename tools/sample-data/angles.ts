/** Where the camera stands: degrees around the product from its front, towards its right, and above the horizon. */
export interface Angle {
  readonly label: string;
  readonly azimuth: number;
  readonly elevation: number;
}

const elevation = 16;

/** Label of a photo from an azimuth, as the contract has it. */
const labelOf = (azimuth: number) => (azimuth === 0 ? 'front' : `azimuth-${String(azimuth).padStart(3, '0')}`);

const ringOf = (count: number): readonly Angle[] =>
  Array.from({ length: count }, (_, index) => (index * 360) / count).map((azimuth) => ({
    label: labelOf(azimuth),
    azimuth,
    elevation,
  }));

const top: Angle = { label: 'top', azimuth: 0, elevation: 89.9 };

/** Photos of a product: from around and from above. Round things look alike from everywhere and need fewer. */
export const anglesOf = (around: 4 | 6 | 8): readonly Angle[] => [...ringOf(around), top];
