/** What of a request's URL shows on a page. */
import { expect, test } from 'vitest';
import { hostOf } from './visitor-request.ts';

test.each([
  ['http://wifi.example/en', 'wifi.example'],
  ['http://wifi.example:80/en', 'wifi.example'],
  ['https://wifi.example:443/en', 'wifi.example'],
  ['http://WiFi.Example/en', 'wifi.example'],
  ['http://127.0.0.1:8080/en?a=http://other.example/', '127.0.0.1:8080'],
  ['http://[::1]:8080/en', '[::1]:8080'],
  ['http://call-999@wifi.example/en', 'wifi.example'],
  ['http://call:999@wifi.example:80/en', 'wifi.example'],
])('the host of %s is %s', (url, host) => {
  expect(hostOf(url)).toBe(host);
  expect(new URL(url).host).toBe(host);
});
