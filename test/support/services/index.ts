import { get } from 'node:http';

/** The address of this run's private PostgreSQL (its `postgres` database). */
export const postgresUrl = (): Promise<string> => askFor('/postgres');

/** The address of this run's private Redis; the first call starts it. Use a key prefix or database of your own. */
export const redisUrl = (): Promise<string> => askFor('/redis');

/** The address of this run's private RabbitMQ; the first call starts it (5 to 30 s). Use queue names of your own. */
export const rabbitUrl = (): Promise<string> => askFor('/rabbitmq');

function askFor(path: string): Promise<string> {
  const desk = process.env.SHOWRUNNER_TEST_SERVICES;
  if (!desk) throw new Error('This jest project starts no services: see jest.config.js');
  return new Promise((resolve, reject) => {
    get(`${desk}${path}`, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on('end', () => (response.statusCode === 200 ? resolve(body) : reject(new Error(body))));
    }).on('error', reject);
  });
}
