import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const WELL_KNOWN = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const INSTALL_LIMIT_MS = 5 * 60 * 1000;

/**
 * The path of a Chromium: `SLUICE_CHROMIUM`, one that is installed, or one that is installed now, which takes root (or sudo without a
 * password) and apt-get.
 * @throws Error that says what to do where there is none and none can be installed.
 */
export function findChromium(): string {
  const candidates = [process.env['SLUICE_CHROMIUM'], ...WELL_KNOWN].filter((path) => path !== undefined);
  const installed = candidates.find((path) => existsSync(path));
  if (installed !== undefined) return installed;
  const failure = installChromium();
  const fresh = WELL_KNOWN.find((path) => existsSync(path));
  if (fresh !== undefined) return fresh;
  throw new Error(
    `The playground's test needs a Chromium, and none is installed${failure}. Install one (Debian: apt-get install chromium), ` +
      'or set SLUICE_CHROMIUM to its path.',
  );
}

/** Starts it headless, with no errand of its own to run and no way to any machine but this one. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
}

/** Tries, and says in a clause why it could not. */
function installChromium(): string {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get'))
    return ' (there is no apt-get to install it with)';
  const isRoot = process.getuid?.() === 0;
  const run = (...command: string[]): void => {
    const [program, ...args] = isRoot ? command : ['sudo', '-n', ...command];
    execFileSync(program!, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: INSTALL_LIMIT_MS,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  try {
    run('apt-get', 'update');
    run(
      'apt-get',
      '-o',
      'DPkg::Lock::Timeout=120',
      'install',
      '-y',
      '--no-install-recommends',
      'chromium',
      'fonts-dejavu-core',
    );
    return '';
  } catch (error) {
    return ` (${isRoot ? 'apt-get failed' : 'installing it takes root'}: ${String((error as Error).message).split('\n')[0]})`;
  }
}
