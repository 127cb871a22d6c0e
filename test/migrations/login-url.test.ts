import { expect, test } from 'vitest';
import { loginUrl } from '../../src/migrations/login-url.js';

test.each([
  ['postgres://admin:secret@db.example:5433/analytics', 'postgres://gateway:pass@db.example:5433/analytics'],
  [
    'postgresql://db.example/analytics?sslmode=verify-full',
    'postgresql://gateway:pass@db.example/analytics?sslmode=verify-full',
  ],
  [
    'postgres://db.example/analytics?user=admin&password=secret',
    'postgres://gateway:pass@db.example/analytics',
  ],
  ['postgres://admin@[::1]:5432/analytics', 'postgres://gateway:pass@[::1]:5432/analytics'],
  [
    'postgres://admin@/analytics?host=/run/postgresql',
    'postgres://gateway:pass@/analytics?host=%2Frun%2Fpostgresql',
  ],
  [
    'postgres:///analytics?host=/run/postgresql',
    'postgres://gateway:pass@/analytics?host=%2Frun%2Fpostgresql',
  ],
])('keeps all of %s but the login', (url, expected) => {
  expect(loginUrl(url, 'gateway', 'pass')).toBe(expected);
});

test('escapes what a URL cannot hold', () => {
  expect(loginUrl('postgres://db.example/analytics', 'gateway', 'p@ss/wörd ?#%')).toBe(
    'postgres://gateway:p%40ss%2Fw%C3%B6rd%20%3F%23%25@db.example/analytics',
  );
});
