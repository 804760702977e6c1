export interface MailText {
  subject: string;
  text: string;
}

// Nothing a stranger typed (a display name) goes into these: anybody can sign up with anybody's address.
export const mailTexts = {
  verifyEmail: (link: string): MailText => ({
    subject: 'Confirm your e-mail address',
    text: lines(
      'Somebody, probably you, opened a Showrunner account with this address.',
      'Follow this link within three days to confirm that it is yours:',
      link,
      'If it was not you, do nothing: without your confirmation this address gets no more mail about it.',
    ),
  }),
  resetPassword: (link: string): MailText => ({
    subject: 'Choose a new password',
    text: lines(
      'You asked for a new password for your Showrunner account. Follow this link within an hour to choose one:',
      link,
      'It works once, and signs you out everywhere. If you did not ask, do nothing; your password stays as it is.',
    ),
  }),
  passwordChanged: (resetPage: string): MailText => ({
    subject: 'Your password was changed',
    text: lines(
      'The password of your Showrunner account was changed just now, and all its sessions were ended.',
      'If that was you, all is well. If not, choose a new password at once:',
      resetPage,
      'Then look through your access tokens in the studio; they go on working until you revoke them.',
    ),
  }),
  emailTaken: (signInPage: string, resetPage: string): MailText => ({
    subject: 'You have an account already',
    text: lines(
      'Somebody, probably you, tried to open a Showrunner account with this address. It has one, and nothing was changed.',
      `Sign in: ${signInPage}`,
      `Or choose a new password: ${resetPage}`,
      'If it was not you, do nothing.',
    ),
  }),
};

function lines(...paragraphs: string[]): string {
  return `${paragraphs.join('\n\n')}\n`;
}
