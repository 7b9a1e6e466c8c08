package io.fdtrail.scm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserNamespaceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'         0          0 4294967295'           | true",
        "'0 0 1000\n1000 1000 4294966295'             | true",
        "'0 1000 1'                                   | false",
        "'0 100000 65536'                             | false",
        "'0 0 4294967294'                             | false",
        "''                                           | false",
      })
  void theOverflowUidIsAUserWhereEverybodyIsKnown(String map, boolean complete) {
    UserNamespace users = new UserNamespace(65534, UserNamespace.isComplete(map));
    assertThat(users.knows(65534)).isEqualTo(complete);
    assertThat(users.knows(0)).isTrue();
    assertThat(users.knows(1000)).isTrue();
  }
}
