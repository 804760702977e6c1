import { connect } from 'amqplib';

/** The bare tool: a consumer on a quorum queue that acknowledges, telling its parent how many it had. */
async function work(url: string, queue: string): Promise<void> {
  const channel = await (await connect(url)).createChannel();
  await channel.prefetch(50);
  let had = 0;
  await channel.consume(queue, (delivery) => {
    if (!delivery) return;
    JSON.parse(delivery.content.toString());
    channel.ack(delivery);
    process.send?.({ effects: ++had });
  });
  process.on('message', () => process.send?.({ cpu: process.cpuUsage() }));
  process.send?.({ started: true });
  process.once('disconnect', () => process.exit(0));
}

void work(process.argv[2] ?? '', process.argv[3] ?? '');
