/**
 * Ways to choose a server of a backend: {@code random}, {@code roundrobin}, {@code leastconn},
 * {@code first} and {@code hash}. Effective weights are read anew for each session, so a weight
 * that an operator changes, or that of a server that starts slowly, counts at once. A server with
 * weight 0 gets no session, unless all usable servers have weight 0: then all count alike, because
 * a balancer must name one of them.
 */
@NullMarked
package dev.sluice.plugin.balancers;

import org.jspecify.annotations.NullMarked;
