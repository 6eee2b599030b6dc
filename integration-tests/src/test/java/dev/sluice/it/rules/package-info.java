/** Rules over the code of more than one module. */
package dev.sluice.it.rules;
