window.second = window.first;
