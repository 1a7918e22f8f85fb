import { addressForm, countryCodes, countryName, type FormField } from '@arcade/addresses';
import { regionsOf } from '@arcade/addresses/regions';
import { useRef, useState } from 'preact/hooks';
import { Field, FieldFrame, noteIds } from './field.tsx';

interface AddressFieldsProps {
  /** What the form begins with, by field. */
  readonly values: Readonly<Record<string, string>>;
  readonly errors: ReadonlyMap<string, string>;
}

/** Parts that few addresses have stand behind a line that opens them. */
const rare = new Set(['company', 'line2', 'line3']);
const longest: Readonly<Record<string, number>> = { line1: 200, line2: 200, line3: 200, postalCode: 20 };

/** The parts of an address, as the chosen country has them. What was typed stays when another country is chosen. */
export function AddressFields({ values, errors }: AddressFieldsProps) {
  const [country, setCountry] = useState(values['countryCode'] ?? countryOfReader());
  const typed = useRef<Record<string, string>>({ ...values });
  const fields = addressForm(country);
  const hasRare = [...rare].some((name) => (typed.current[name] ?? '') !== '' || errors.has(name));
  const show = (field: FormField) => (
    <AddressPart
      key={`${field.field} ${field.field === 'region' ? country : ''}`}
      part={field}
      country={country}
      value={typed.current[field.field] ?? ''}
      error={errors.get(field.field)}
    />
  );
  return (
    <div
      onInput={({ target }) => {
        const { name, value } = target as HTMLInputElement;
        typed.current[name] = value;
      }}
    >
      <CountrySelect country={country} choose={setCountry} />
      {fields.filter(({ field }) => !rare.has(field)).map(show)}
      <details class="more-fields" open={hasRare}>
        <summary>Company, second line</summary>
        {fields.filter(({ field }) => rare.has(field)).map(show)}
      </details>
      <Field
        label="Phone"
        name="phone"
        type="tel"
        hint="With the country, e.g. +15555550100. The carrier calls only when it cannot find you."
        autocomplete="tel"
        pattern="\+[1-9][0-9]{6,14}"
        defaultValue={typed.current['phone'] ?? ''}
        error={errors.get('phone')}
      />
    </div>
  );
}

interface AddressPartProps {
  readonly part: FormField;
  readonly country: string;
  readonly value: string;
  readonly error: string | undefined;
}

function AddressPart({
  part: { field, label, isRequired, example, autocomplete },
  country,
  value,
  error,
}: AddressPartProps) {
  const regions = field === 'region' ? regionsOf(country) : [];
  if (regions.length > 0) {
    return (
      <FieldFrame label={label} name={field} error={error} optional={!isRequired}>
        <select
          id={field}
          name={field}
          autocomplete={autocomplete}
          required={isRequired}
          {...noteIds(field, error, undefined)}
        >
          <option value="">{isRequired ? 'Please choose' : ''}</option>
          {regions.map(({ key, name }) => (
            <option key={key} value={key} selected={key === value}>
              {name}
            </option>
          ))}
        </select>
      </FieldFrame>
    );
  }
  return (
    <Field
      label={label}
      name={field}
      autocomplete={autocomplete}
      required={isRequired}
      maxLength={longest[field] ?? 100}
      defaultValue={value}
      error={error}
      hint={example === undefined ? undefined : `E.g. ${example}`}
    />
  );
}

const countries = (): readonly (readonly [code: string, name: string])[] =>
  countryCodes
    .map((code) => [code, countryName(code, navigator.language)] as const)
    .toSorted(([, a], [, b]) => a.localeCompare(b, navigator.language));

function CountrySelect({ country, choose }: { country: string; choose: (country: string) => void }) {
  const [all] = useState(countries);
  return (
    <FieldFrame label="Country" name="countryCode" optional={false}>
      <select
        id="countryCode"
        name="countryCode"
        autocomplete="country"
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {all.map(([code, name]) => (
          <option key={code} value={code} selected={code === country}>
            {name}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

/** Where the reader's language is spoken is a good guess. */
function countryOfReader(): string {
  const { region = 'US' } = new Intl.Locale(navigator.language).maximize();
  return countryCodes.find((code) => code === region) ?? 'US';
}
