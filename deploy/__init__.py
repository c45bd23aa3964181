"""What the production shape needs beside the programs themselves."""
