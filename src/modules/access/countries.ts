/** ISO 3166-1 alpha-2 of 2026, and XK, which address databases use for Kosovo. */
export const countryCodes: readonly string[] = (
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ ' +
  'CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR ' +
  'GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT ' +
  'JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY ' +
  'MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM ' +
  'PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ ' +
  'TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW'
).split(' ');

const codes = new Set(countryCodes);

export function isCountryCode(text: string): boolean {
  return codes.has(text);
}

const eu = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK';

/** Groups that licences are sold by. Their members are written into a window when it is saved, so that none changes later. */
export const regions = {
  EU: { name: 'European Union', countries: eu.split(' ') },
  EEA: { name: 'European Economic Area', countries: `${eu} IS LI NO`.split(' ') },
  NORDICS: { name: 'Nordic countries', countries: 'AX DK FI FO GL IS NO SE'.split(' ') },
  BALTICS: { name: 'Baltic states', countries: 'EE LT LV'.split(' ') },
  DACH: { name: 'Germany, Austria, Switzerland', countries: 'AT CH DE'.split(' ') },
  GSA: { name: 'German-speaking Europe', countries: 'AT CH DE LI LU'.split(' ') },
  BENELUX: { name: 'Benelux', countries: 'BE LU NL'.split(' ') },
  IBERIA: { name: 'Iberia', countries: 'AD ES GI PT'.split(' ') },
  UKI: { name: 'United Kingdom and Ireland', countries: 'GB GG IE IM JE'.split(' ') },
  CEE: {
    name: 'Central and Eastern Europe',
    countries: 'AL BA BG CZ EE HR HU LT LV MD ME MK PL RO RS SI SK UA XK'.split(' '),
  },
  NORTH_AMERICA: { name: 'United States and Canada', countries: 'CA US'.split(' ') },
  LATAM: {
    name: 'Latin America',
    countries: 'AR BO BR CL CO CR CU DO EC GT HN HT MX NI PA PE PR PY SV UY VE'.split(' '),
  },
  MENA: {
    name: 'Middle East and North Africa',
    countries: 'AE BH DZ EG IL IQ IR JO KW LB LY MA OM PS QA SA SY TN YE'.split(' '),
  },
  ANZ: { name: 'Australia and New Zealand', countries: 'AU NZ'.split(' ') },
} as const satisfies Record<string, { name: string; countries: readonly string[] }>;

export type RegionCode = keyof typeof regions;

export function isRegionCode(text: string): text is RegionCode {
  return Object.hasOwn(regions, text);
}

/** Countries and regions as countries, each once, in order. */
export function expandRegions(named: readonly string[]): string[] {
  return [...new Set(named.flatMap((code) => (isRegionCode(code) ? regions[code].countries : [code])))].sort();
}
