package io.fdtrail.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.RawText;
import io.fdtrail.event.Unit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** As systemd's own cg_path_get_unit, cg_path_get_user_unit and cg_path_get_slice. */
class UnitPathTest {
  @ParameterizedTest
  @CsvSource(
      emptyValue = "",
      value = {
        "/init.scope,init.scope,'',-.slice",
        "/system.slice/dbus.service,dbus.service,'',system.slice",
        "/system.slice/system-getty.slice/getty@tty1.service,getty@tty1.service,'',system-getty.slice",
        "/system.slice/systemd-fsck@dev-disk-by\\x2duuid-1.service,systemd-fsck@dev-disk-by\\x2duuid-1.service,'',system.slice",
        "/user.slice/user-1000.slice/session-1.scope,session-1.scope,'',user-1000.slice",
        "/user.slice/user-1000.slice/user@1000.service/init.scope,user@1000.service,init.scope,user-1000.slice",
        "/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome.slice/a.scope,user@1000.service,a.scope,user-1000.slice",
        "/user.slice/user-1000.slice/user@1000.service/session.slice,user@1000.service,'',user-1000.slice",
        "/machine.slice/systemd-nspawn@web.service/payload/system.slice/a.service,systemd-nspawn@web.service,'',machine.slice",
        "/system.slice/docker-1.scope/system.slice/sshd.service,docker-1.scope,'',system.slice",
        "/system.slice/user@x.service/a.service,user@x.service,'',system.slice",
        "/system.slice/a.service/sshd.service,a.service,'',system.slice",
        "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-1.scope/b.service,user@1000.service,libpod-1.scope,user-1000.slice",
        "/user.slice/user-1000.slice/user@1000.service/x/b.service,user@1000.service,'',user-1000.slice",
        "/user.slice/user-1000.slice/session-1.scope/b.service,session-1.scope,'',user-1000.slice",
        "/capsule.slice/capsule@web.service/app.slice/a.service,capsule@web.service,a.service,capsule.slice",
        "/system.slice/a@.service,'','',system.slice",
        "/system.slice/cpu/b.service,'','',system.slice",
        "/system.slice/__b.service,_b.service,'',system.slice",
        "/_cpu.service,cpu.service,'',-.slice",
        "/system.slice/proc-fs.mount,proc-fs.mount,'',system.slice",
        "/system.slice,'','',system.slice",
      })
  void units(String path, String unit, String userUnit, String slice) {
    assertThat(UnitPath.parse(path))
        .isEqualTo(new Unit(RawText.of(unit), RawText.of(userUnit), RawText.of(slice)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "",
        "/docker/0123",
        "/a/b.service",
        "/.service",
        "/a b.service",
        "/x",
        "/a@b.slice/c.service",
        "/../system.slice/c.service",
        "/@a.service",
        "/a.target"
      })
  void none(String path) {
    assertThat(UnitPath.parse(path)).isEqualTo(Unit.NONE);
  }
}
