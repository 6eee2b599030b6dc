package dev.sluice.runtime.http.response;

/**
 * What a status line says.
 *
 * @param minorVersion 1 or 0
 * @param status 100 to 599
 * @param reasonStart where the reason phrase begins in the head
 * @param reasonEnd behind the reason phrase
 */
record StatusLine(int minorVersion, int status, int reasonStart, int reasonEnd) {}
