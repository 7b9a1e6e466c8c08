package io.fdtrail.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Container;
import io.fdtrail.event.RawText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerPathTest {
  private static final String ID =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  private static final String POD = "2f0a1b3c-1d2e-3f40-8a9b-0c1d2e3f4a5b";

  private static Container parse(String path) {
    return ContainerPath.parse(
        path.replace("ID", ID).replace("POD_", POD.replace('-', '_')).replace("POD", POD));
  }

  @ParameterizedTest
  @CsvSource({
    "/system.slice/docker-ID.scope, docker",
    "/docker/ID, docker",
    "/docker/ID/init.scope, docker",
    "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-ID.scope/container, podman",
    "/machine.slice/libpod-ID.scope, podman",
    "/libpod_parent/libpod-ID, podman",
    "/system.slice/containerd.service/kubepods-besteffort.slice:cri-containerd:ID, containerd",
  })
  void runtimesWithoutAPod(String path, String runtime) {
    assertThat(parse(path)).isEqualTo(new Container(runtime, RawText.of(ID), ""));
  }

  @ParameterizedTest
  @CsvSource({
    "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podPOD_.slice/cri-containerd-ID.scope, containerd",
    "/kubepods.slice/kubepods-podPOD_.slice/crio-ID.scope, cri-o",
    "/kubepods.slice/kubepods-podPOD_.slice/crio-ID.scope/container, cri-o",
    "/kubepods/besteffort/podPOD/ID, kubernetes",
    "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-podPOD_.slice/docker-ID.scope, docker",
  })
  void podsOfKubernetes(String path, String runtime) {
    assertThat(parse(path)).isEqualTo(new Container(runtime, RawText.of(ID), POD));
  }

  @ParameterizedTest
  @CsvSource({
    "/machine.slice/systemd-nspawn@web.service/payload, web",
    "/machine.slice/machine-my\\x2dweb.scope, my-web",
    "/machine.slice/machine-a\\x5cb.scope/payload, a\\b",
  })
  void machines(String path, String name) {
    assertThat(parse(path)).isEqualTo(new Container("systemd-nspawn", RawText.of(name), ""));
  }

  /** Who is in a container that may make cgroups chooses their names. */
  @ParameterizedTest
  @CsvSource({
    "/machine.slice/libpod-ID.scope/container/docker-OTHER.scope, podman",
    "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-ID.scope/crio-OTHER, podman",
    "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-podPOD_.slice/crio-ID.scope/docker/OTHER, cri-o",
    "/kubepods/besteffort/podPOD/ID/podx/OTHER, kubernetes",
    "/kubepods/besteffort/podPOD/ID/docker-OTHER.scope, kubernetes",
    "/system.slice/docker-ID.scope/kubepods/podx/OTHER, docker",
  })
  void anOuterContainerIsNotHiddenByAnInnerName(String path, String runtime) {
    Container container = parse(path.replace("OTHER", "f".repeat(64)));
    assertThat(container.runtime()).isEqualTo(runtime);
    assertThat(container.id()).isEqualTo(RawText.of(ID));
  }

  @Test
  void aNameInAContainerIsNoPod() {
    assertThat(parse("/system.slice/docker-ID.scope/podPOD/x").pod()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/machine.slice/machine-web.scope/payload/docker-ID.scope",
        "/machine.slice/systemd-nspawn@web.service/payload/libpod-ID.scope",
        "/default/web/docker-ID.scope"
      })
  void anOuterMachineIsNotHiddenByAnInnerName(String path) {
    assertThat(parse(path).id()).isEqualTo(RawText.of("web"));
  }

  @Test
  void containersOfCtr() {
    assertThat(parse("/default/web1"))
        .isEqualTo(new Container("containerd", RawText.of("web1"), ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/system.slice/dbus.service",
        "/user.slice/user-1000.slice/session-1.scope",
        "/docker/short",
        "/machine.slice/libpod-conmon-ID.scope",
        "/kubepods.slice/crio-conmon-ID.scope",
        "/system.slice/docker.service",
        "/system.slice/docker-IDf.scope",
        "/kubepods.slice/kubepods-burstable.slice"
      })
  void others(String path) {
    assertThat(parse(path)).isEqualTo(Container.NONE);
  }
}
