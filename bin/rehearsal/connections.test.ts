import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { establishedByPort, watchConnections } from './connections';

test('the kernel’s table is read: local port, and only what is established', () => {
  const table = `  sl  local_address rem_address   st tx_queue
   0: 0100007F:1538 00000000:0000 0A 00000000:00000000
   1: 0100007F:1538 0100007F:C001 01 00000000:00000000
   2: 0100007F:1538 0100007F:C002 01 00000000:00000000
   3: 0100007F:1538 0100007F:C003 06 00000000:00000000
   4: 0100007F:C001 0100007F:1538 01 00000000:00000000
`;
  expect([...establishedByPort(table)]).toEqual([
    [0x1538, 2],
    [0xc001, 1],
  ]);
});

test('the most connections at one time are remembered until they are asked for', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const watch = watchConnections({ kitchen: port });
  const guests: Socket[] = [];
  for (let i = 0; i < 3; i++) {
    const guest = connect(port, '127.0.0.1');
    await new Promise((resolve) => guest.once('connect', resolve));
    guests.push(guest);
  }
  expect(watch.takePeak()).toEqual({ kitchen: 3 });
  for (const guest of guests) guest.destroy();
  while (watch.takePeak().kitchen > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  watch.stop();
  await new Promise((resolve) => server.close(resolve));
});
