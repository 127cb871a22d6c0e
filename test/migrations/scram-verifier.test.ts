import { expect, test } from 'vitest';
import { scramVerifier } from '../../src/migrations/scram-verifier.js';

test('equals the example of RFC 7677', () => {
  expect(scramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'))).toBe(
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$' +
      'WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  );
});

test('is another one each time, so that equal passwords are not seen to be equal', () => {
  expect(scramVerifier('pencil')).not.toBe(scramVerifier('pencil'));
});
