/** How sure a counted or repeated figure is: shares with their intervals, rounds with their spread. Pure arithmetic. */
package io.latentwatch.detector.statistics;
