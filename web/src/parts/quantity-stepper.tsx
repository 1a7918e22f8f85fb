interface StepperProps {
  readonly quantity: number;
  /** Of what; tells several steppers of a page apart. */
  readonly label: string;
  readonly min?: number;
  readonly max?: number;
  readonly busy?: boolean;
  readonly onChange: (quantity: number) => void;
}

/** One less, one more. A button that does nothing at the moment keeps the focus: it is not disabled, it says so. */
export const QuantityStepper = ({ quantity, label, min = 1, max = 999, busy = false, onChange }: StepperProps) => {
  const step = (by: number, text: string, sign: string) => {
    const idle = busy || quantity + by < min || quantity + by > max;
    return (
      <button type="button" aria-label={text} aria-disabled={idle} onClick={() => idle || onChange(quantity + by)}>
        {sign}
      </button>
    );
  };
  return (
    <div class="stepper" role="group" aria-label={label}>
      {step(-1, 'One less', '−')}
      <span class="stepper-value">{quantity}</span>
      {step(1, 'One more', '+')}
    </div>
  );
};
