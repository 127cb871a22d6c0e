import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { runSluice } from './sluice-process.js';

describe('the sluice command', () => {
  test.each([
    [['nonsense'], /unknown command 'nonsense'/],
    [['doctr'], /Did you mean doctor\? See "sluice --help"/],
    [['serve', '--prot', '1'], /unknown option '--prot'\. Did you mean --port\? See "sluice serve --help"/],
    [['serve', '--port', '65536'], /A port is a whole number from 0 to 65535/],
    [['import', 'tickets'], /missing required argument 'file'/],
    [['schema', 'too', 'many'], /too many arguments/],
    [['token', 'create', '--tenant', 'x'], /must be a uuid/],
    [['token', 'revoke'], /missing required argument 'id'/],
  ])('refuses a wrong command line with status 2: %j', async (args, message) => {
    const { status, stdout, stderr } = await runSluice(args);
    expect(stderr).toMatch(/^sluice: .+\n$/);
    expect(stderr).toMatch(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  test('shows the help on standard error and fails where no command is given', async () => {
    const { status, stdout, stderr } = await runSluice([]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: sluice/);
  });

  test('fails with status 1, one line and its cause where a command cannot do its work', async () => {
    const url = 'postgresql://sluice_maintainer@127.0.0.1:1/analytics';
    const { status, stderr } = await runSluice(['token', 'list'], { MAINTAINER_DATABASE_URL: url });
    expect(stderr).toMatch(
      /^sluice: The database cannot be reached.*\n {2}caused by: connect ECONNREFUSED 127\.0\.0\.1:1\n$/,
    );
    expect(status).toBe(1);
  });

  test('prints its errors as JSON where --json is given', async () => {
    const failed = await runSluice(['doctor', '--json']);
    expect(JSON.parse(failed.stderr)).toMatchObject({
      error: { code: 'CONFIGURATION', message: expect.stringContaining('DATABASE_URL') as string },
    });
    const misused = await runSluice(['doctor', '--json', '--bogus']);
    expect(JSON.parse(misused.stderr)).toMatchObject({ error: { code: 'USAGE' } });
    expect([failed.status, misused.status]).toEqual([1, 2]);
  });

  test('says which variable of the environment is wrong', async () => {
    const { status, stderr } = await runSluice(['serve'], { PORT: 'http' });
    expect(stderr).toBe(
      'sluice: The environment variable PORT must be a whole number from 0 to 65535, not "http".\n',
    );
    expect(status).toBe(1);
  });

  test('prints its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await runSluice(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('describes every command, with an example and its exit status where it has several', async () => {
    const program = await createProgram(['--help']);
    for (const command of program.commands) {
      expect(command.summary(), command.name()).not.toBe('');
      let help = '';
      command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
      expect(help, command.name()).toMatch(/Examples:\n {2}\$ .*sluice /);
    }
  });

  test('loads no command but the one that is asked for', async () => {
    const program = await createProgram(['schema']);
    expect(program.commands.map((command) => command.name())).toEqual(['schema']);
  });
});
