/**
 * What people read of the results: tables, comparisons, hypotheses and figures, as Markdown and as one HTML page without anything from
 * outside. Sections are made once and written twice; the arithmetic knows neither format.
 */
package io.latentwatch.anpvs.report;
