/** Raw results of benchmarks, and the tables and plots that are made from them. */
@NullMarked
package io.kubeless.benchmarks.report;

import org.jspecify.annotations.NullMarked;
