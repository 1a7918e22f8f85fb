/**
 * Active codes of ISO 4217 (list one) by their exponent: how many decimal digits the minor unit is away from the major
 * one. Metals, testing codes and units of account (XAU, XTS, XXX, XDR …) have none, so nothing can be priced in them.
 */
const codesByDigits: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP ' +
    'COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR ' +
    'JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN ' +
    'NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL ' +
    'THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

/** Withdrawn in the last years: nothing new is priced in them, but what was bought in them is still shown. */
const withdrawn: ReadonlySet<string> = new Set(['ANG', 'BGN', 'CUC', 'HRK', 'SLL', 'ZWL']);
const digitsOfWithdrawn = 2;

const digitsByCode: ReadonlyMap<string, number> = new Map(
  Object.entries(codesByDigits).flatMap(([digits, codes]) =>
    codes.split(' ').map((code) => [code, Number(digits)] as const),
  ),
);

/** Every currency that something can be priced in: active alphabetic codes of ISO 4217, sorted. */
export const currencyCodes: readonly string[] = [...digitsByCode.keys()].toSorted();

/** Whether something can be priced in it: an active currency of ISO 4217, in capital letters. */
export const isCurrency = (code: string): boolean => digitsByCode.has(code);

/** Whether amounts may be in it: an active currency, or one that was withdrawn after something had been bought in it. */
export const isKnownCurrency = (code: string): boolean => isCurrency(code) || withdrawn.has(code);

/**
 * Decimal digits of a currency's minor unit by ISO 4217: 2 for USD and HUF, 0 for JPY, 3 for KWD. It has nothing to do
 * with how many digits people like to see.
 * @throws RangeError for what is not a currency
 */
export function minorDigits(code: string): number {
  const digits = withdrawn.has(code) ? digitsOfWithdrawn : digitsByCode.get(code);
  if (digits === undefined) throw new RangeError(`${code} is not a currency of ISO 4217`);
  return digits;
}
