/** Attacks: small objects around one loop that know only an input gradient. All stay in their ball and in [0,1]. */
package io.latentwatch.evaluation.attack;
