package io.kubeless.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  @Test
  void theLargestRequestLeavesAQuarterToOthers() {
    MemoryBudget budget = new MemoryBudget(100_000);
    try (MemoryBudget.Lease largest = budget.lease();
        MemoryBudget.Lease small = budget.lease();
        MemoryBudget.Lease another = budget.lease()) {
      assertThat(largest.cover(1_000_000)).isTrue();
      assertThat(small.cover(25_000)).isTrue();
      assertThat(another.cover(5_000)).isFalse();
    }
    assertThat(budget.used()).isZero();
  }
}
