"""The register is measured: indicators down to the child."""
