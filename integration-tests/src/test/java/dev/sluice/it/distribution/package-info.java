/** Tests of what a user unpacks and starts. */
package dev.sluice.it.distribution;
