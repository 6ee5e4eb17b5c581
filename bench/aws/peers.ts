/** Measurements of other programs on the same estate (1,000 secrets and twice as many; moto behind a counting proxy). */
export const PEERS = [
  { program: 'Prowler 5.46 (nine checks)', calls: 2016, seconds: [39.8, 66.1], mb: [593, 685] },
  { program: 'Cloud Custodian 0.9.53 (six policies)', calls: 1011, seconds: [18.1, 31.5], mb: [83, 92] },
  { program: 'Cartography 0.143 (fetch only)', calls: 1478, seconds: [20.9, 40.1], mb: [181, 186] },
  { program: 'ScoutSuite 5.14 (four services)', calls: 2544, seconds: [27.1, 63.1], mb: [142, 157] },
  { program: 'bulk calls only, a bare script', calls: 237, seconds: [1.6, 3.7], mb: [54, 58] },
] as const;
