/** The security account that is deployed to: moto answers as this account to any access key that it does not know. */
export const SECURITY_ACCOUNT = '123456789012';
export const HOME_REGION = 'us-east-1';

/** The host's environment without anything that leads to a real account. */
export function plainEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
