"""serve: answers with the descriptors that it is given. call: gives it some."""

import os
import sys
import time

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NAME, PATH = "org.example.Oracle", "/oracle"


class Server(dbus.service.Object):
    @dbus.service.method(NAME, in_signature="ah", out_signature="ah")
    def Echo(self, given):
        return given

    @dbus.service.method(NAME)
    def Quit(self):
        loop.quit()


dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.SessionBus()
if sys.argv[1] == "serve":
    server = Server(bus, PATH)
    name = dbus.service.BusName(NAME, bus)
    loop = GLib.MainLoop()
    loop.run()
else:
    while not bus.name_has_owner(NAME):
        time.sleep(0.05)
    server = dbus.Interface(bus.get_object(NAME, PATH), NAME)
    for number in range(30):
        read, write = os.pipe()
        server.Echo(dbus.Array([dbus.types.UnixFd(fd) for fd in (read, write, 0)], signature="h"))
        os.close(read)
        os.close(write)
    server.Quit()
