import type { Consumer } from '../../platform/bus';
import type { Mailer } from '../../platform/mail';
import { sendMailConsumer } from './jobs/send-mail';
import type { IdentityService } from './service';

export function identityConsumers({ parts }: IdentityService, mailer: Mailer): Consumer[] {
  return [sendMailConsumer(parts, mailer)];
}
