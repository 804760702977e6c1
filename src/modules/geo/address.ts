import { BlockList, isIP, SocketAddress } from 'node:net';

export interface PlainAddress {
  family: 'ipv4' | 'ipv6';
  text: string;
}

/** IPv4 in IPv6's clothes, however spelled, is IPv4; a zone says nothing here. Null for what is no address. */
export function plainAddress(text: string): PlainAddress | null {
  const family = isIP(text);
  if (family === 4) return { family: 'ipv4', text };
  if (family !== 6) return null;
  const [bare = text] = text.split('%');
  if (!bare.startsWith(':') && !bare.startsWith('0')) return { family: 'ipv6', text: bare };
  const { address } = new SocketAddress({ address: bare, family: 'ipv6' }); // the system's spelling
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped ? { family: 'ipv4', text: mapped } : { family: 'ipv6', text: address };
}

/** Of IANA's special-purpose registries, what belongs to nobody on the public network, multicast included. */
const nobodys = blockListOf(
  [
    '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24',
    '192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
  ],
  [
    '::/96 64:ff9b:1::/48 100::/64 2001:2::/48 2001:db8::/32 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10',
    'ff00::/8',
  ],
);

/** Private, of this machine or link, shared by a carrier's customers, or kept for documents and tests. */
export function isNobodys({ text, family }: PlainAddress): boolean {
  return nobodys.check(text, family);
}

function blockListOf(ipv4: readonly string[], ipv6: readonly string[]): BlockList {
  const list = new BlockList();
  for (const [family, lines] of [['ipv4', ipv4] as const, ['ipv6', ipv6] as const]) {
    for (const subnet of lines.join(' ').split(' ')) {
      const [net = '', bits] = subnet.split('/');
      list.addSubnet(net, Number(bits), family);
    }
  }
  return list;
}
