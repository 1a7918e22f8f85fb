interface StepperProps {
  readonly quantity: number;
  readonly label: string;
  readonly min?: number;
  readonly max?: number;
  readonly busy?: boolean;
  readonly onChange: (quantity: number) => void;
}

export const QuantityStepper = ({ quantity, label, min = 1, max = 999, busy = false, onChange }: StepperProps) => (
  <div class="stepper" role="group" aria-label={label}>
    <button
      type="button"
      aria-label="One less"
      disabled={busy || quantity <= min}
      onClick={() => onChange(quantity - 1)}
    >
      −
    </button>
    <output>{quantity}</output>
    <button
      type="button"
      aria-label="One more"
      disabled={busy || quantity >= max}
      onClick={() => onChange(quantity + 1)}
    >
      +
    </button>
  </div>
);
