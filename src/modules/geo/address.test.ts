import { isNobodys, plainAddress } from './address';

const textOf = (address: string) => plainAddress(address)?.text ?? null;

it.each([
  ['::ffff:8.8.8.8', '8.8.8.8'],
  ['::FFFF:8.8.8.8', '8.8.8.8'],
  ['::ffff:808:808', '8.8.8.8'],
  ['0:0:0:0:0:ffff:8.8.8.8', '8.8.8.8'],
  ['0000:0000:0000:0000:0000:ffff:0808:0808', '8.8.8.8'],
  ['8.8.8.8', '8.8.8.8'],
  ['2a00:1450::1', '2a00:1450::1'],
  ['fe80::1%eth0', 'fe80::1'],
])('%s is %s', (written, plain) => expect(textOf(written)).toBe(plain));

it.each(['', 'localhost', '8.8.8', '8.8.8.8:443', '[2a00::1]', '256.1.1.1', 'unknown', '2a00::1::2', '08.8.8.8'])(
  '%j is no address',
  (written) => expect(plainAddress(written)).toBeNull(),
);

describe('addresses of nobody on the public network', () => {
  const nobodys = (address: string) => {
    const plain = plainAddress(address);
    return plain && isNobodys(plain);
  };

  it.each([
    ['127.0.0.1', '::1'],
    ['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '::ffff:10.0.0.1', '::ffff:a00:1'],
    ['100.64.0.1', '100.127.255.255'],
    ['169.254.1.1', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
    ['192.0.2.1', '198.51.100.7', '203.0.113.5', '2001:db8::1', '3fff:fff::1'],
    ['fc00::1', 'fdff::1', 'fec0::1'],
    ['0.0.0.0', '255.255.255.255', '224.0.0.1', '240.0.0.1', '::', 'ff02::1', '::8.8.8.8', '100::1'],
    ['198.18.0.1', '198.19.255.255', '2001:2::1'],
  ])('%s and the like', (...addresses) => {
    for (const address of addresses) expect([address, nobodys(address)]).toEqual([address, true]);
  });

  it('and none that somebody has', () => {
    const somebodys = ['8.8.8.8', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1', '11.0.0.1'];
    const sixes = ['2a00:1450::1', '2001:67c::1', '2600::1', '2001:db7:ffff::1', '2001:db9::1', '::ffff:8.8.8.8'];
    for (const address of [...somebodys, ...sixes]) expect([address, nobodys(address)]).toEqual([address, false]);
  });
});
