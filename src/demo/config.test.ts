import { expect, test } from 'vitest';
import { loadDemoConfig } from './config.ts';

test('ports come from the option, else the environment, else the standard', () => {
  const config = loadDemoConfig(
    { visitorPort: '9000' },
    { DTM_VISITOR_PORT: '9001', DTM_FIELD_PORT: '9002' },
  );
  expect([config.visitor.port, config.field.port, config.collector.port]).toEqual([9000, 9002, 8090]);
});

test.each(['0', '65536', 'abc', '80.5', ''])('%j is refused as a port, with an example', (text) => {
  expect(() => loadDemoConfig({}, { DTM_FIELD_PORT: text })).toThrow(
    /DTM_FIELD_PORT: .* is no port\. Example: DTM_FIELD_PORT=8080/,
  );
});

test('everything is kept in var, unless told otherwise', () => {
  expect(loadDemoConfig({}, {}).folder).toMatch(/\/var$/);
  expect(loadDemoConfig({ dir: '/tmp/x' }, {}).folder).toBe('/tmp/x');
});
