import { parseArgs } from 'node:util';
import { startS3Server } from './server';

// node --import tsx test/support/s3/serve.ts --port 9000 --directory /some/where [--bucket NAME] [--control]
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    directory: { type: 'string' },
    bucket: { type: 'string' },
    'access-key-id': { type: 'string' },
    'secret-access-key': { type: 'string' },
    region: { type: 'string' },
    /** Lets anybody on this machine plant faults: POST or DELETE /.control/faults. */
    control: { type: 'boolean', default: false },
  },
});

async function serve(): Promise<void> {
  const { 'access-key-id': accessKeyId, 'secret-access-key': secretAccessKey, region } = values;
  const server = await startS3Server({
    port: Number(values.port),
    ...(values.directory ? { directory: values.directory } : {}),
    ...(values.bucket ? { bucket: values.bucket } : {}),
    account: {
      ...(accessKeyId ? { accessKeyId } : {}),
      ...(secretAccessKey ? { secretAccessKey } : {}),
      ...(region ? { region } : {}),
    },
    control: values.control,
  });
  const { endpoint, bucket, account } = server;
  process.stdout.write(
    `${JSON.stringify({
      S3_ENDPOINT: endpoint,
      S3_BUCKET: bucket,
      S3_REGION: account.region,
      S3_ACCESS_KEY_ID: account.accessKeyId,
      S3_SECRET_ACCESS_KEY: account.secretAccessKey,
    })}\n`,
  );
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void server.close());
}

void serve();
