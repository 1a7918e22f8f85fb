import type { Address } from '@arcade/contracts';
import { Field } from './field.tsx';

type Values = Readonly<Record<string, string>>;

interface AddressFieldsProps {
  readonly values: Values;
  readonly errors: ReadonlyMap<string, string>;
}

export const AddressFields = ({ values, errors }: AddressFieldsProps) => (
  <>
    <Field
      label="Street and number"
      name="line1"
      autocomplete="address-line1"
      required
      maxLength={200}
      defaultValue={values['line1'] ?? ''}
      error={errors.get('line1')}
    />
    <Field
      label="Apartment, floor"
      name="line2"
      autocomplete="address-line2"
      maxLength={200}
      defaultValue={values['line2'] ?? ''}
      error={errors.get('line2')}
    />
    <div class="field-row">
      <Field
        label="Postal code"
        name="postalCode"
        autocomplete="postal-code"
        required
        maxLength={20}
        defaultValue={values['postalCode'] ?? ''}
        error={errors.get('postalCode')}
      />
      <Field
        label="City"
        name="city"
        autocomplete="address-level2"
        required
        maxLength={100}
        defaultValue={values['city'] ?? ''}
        error={errors.get('city')}
      />
    </div>
    <Field
      label="State or region"
      name="region"
      autocomplete="address-level1"
      maxLength={100}
      defaultValue={values['region'] ?? ''}
      error={errors.get('region')}
    />
    <Field
      label="Country"
      name="countryCode"
      hint="Two letters, e.g. DE or US"
      autocomplete="country"
      required
      maxLength={2}
      pattern="[A-Za-z]{2}"
      defaultValue={values['countryCode'] ?? ''}
      error={errors.get('countryCode')}
    />
  </>
);

/** The address in a form's values; empty optional fields are left out. */
export const addressOf = (values: Values): Address => ({
  line1: values['line1'] ?? '',
  ...optional('line2', values),
  city: values['city'] ?? '',
  ...optional('region', values),
  postalCode: values['postalCode'] ?? '',
  countryCode: (values['countryCode'] ?? '').toUpperCase(),
});

const optional = (name: 'line2' | 'region', values: Values) => {
  const text = values[name] ?? '';
  return text.trim() === '' ? {} : { [name]: text };
};

/** What a form shows of an address. */
export const valuesOf = (address: Address | null): Values =>
  Object.fromEntries(
    Object.entries(address ?? {}).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  );
