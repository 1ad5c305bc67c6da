# Read, not run: Python compiles it, and its names were compared with Spack's packages. See ../../../README.md.
import os

from spack.package import *

try:
    from spack_repo.builtin.build_systems.makefile import MakefilePackage
except ImportError:  # Spack before 1.0 has it in spack.package
    pass


class Attnbench(MakefilePackage):
    """Does attention help an encoder-decoder, by how much, and how sure are we? A statistical benchmark under MPI."""

    # The checkout that this file is part of.
    git = "file://" + os.path.realpath(os.path.join(os.path.dirname(__file__), *[os.pardir] * 4))

    license("GPL-3.0-or-later")

    version("main", branch="main")

    variant("openblas", default=True, description="Use OpenBLAS where a study asks for it")

    depends_on("c", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("mpi")
    depends_on("hdf5+hl")
    depends_on("libfyaml")
    depends_on("r+rmath")
    depends_on("zlib")
    depends_on("openblas", when="+openblas")
    depends_on("gnuplot", type="run")

    def setup_build_environment(self, env):
        env.set("MPICC", self.spec["mpi"].mpicc)
        env.append_path("PKG_CONFIG_PATH", join_path(self.spec["r"].prefix, "rlib", "pkgconfig"))

    @property
    def build_targets(self):
        return ["build"]

    @property
    def install_targets(self):
        return ["install", "PREFIX=" + self.prefix]
